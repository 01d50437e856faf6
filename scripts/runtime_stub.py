"""Runs a function's binary against a stand-in for the Lambda Runtime API and for AWS, for scripts/measure.sh.

    runtime_stub.py instructions cold|warm BINARY    instructions from start to the first GET …/invocation/next (callgrind)
    runtime_stub.py memory EVENTS BINARY             peak RSS in KiB: at the first /next, and after every event of the folder, ten times

cold: the address of DynamoDB cannot be used, so the pre-warming read ends before it connects. warm: the read goes through over TLS 1.3
to a server with an RSA-2048 certificate, which answers that there is nothing. All other calls are answered the same way.
"""

import json
import os
import queue
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TIMES = 10
NOTHING = {"Query": {"Items": [], "Count": 0, "ScannedCount": 0}, "TransactGetItems": {"Responses": []}, "BatchGetItem": {"Responses": {}}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(body), **dict(headers)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))


class Aws(Handler):
    def do_POST(self):
        self.body()
        operation = self.headers.get("X-Amz-Target", "").split(".")[-1]
        self.reply(200, json.dumps(NOTHING.get(operation, {})).encode(), {"Content-Type": "application/x-amz-json-1.0"})

    do_GET = do_PUT = do_HEAD = do_POST


class Runtime(Handler):
    asked = threading.Event()
    events = queue.Queue()
    answers = queue.Queue()

    def do_GET(self):
        self.asked.set()
        event = self.events.get()
        deadline = int(time.time() * 1000) + 600_000
        arn = "arn:aws:lambda:ap-northeast-1:000000000000:function:measured"
        headers = {"Lambda-Runtime-Aws-Request-Id": "00000000-0000-4000-8000-000000000000", "Lambda-Runtime-Deadline-Ms": deadline}
        self.reply(200, event, headers | {"Lambda-Runtime-Invoked-Function-Arn": arn, "Lambda-Runtime-Trace-Id": "Root=1-0-0"})

    def do_POST(self):
        self.answers.put((self.path, self.body()))
        self.reply(202, b"{}")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A process that is stopped breaks its connections off."""


def serve(handler, context=None):
    server = Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def certificates(folder):
    """A root and a certificate for localhost under it."""
    (folder / "leaf.ext").write_text("subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n")
    (folder / "none").mkdir()
    run = lambda *arguments: subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
    run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=root", "-days", "2")
    run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=localhost")
    run("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "2", "-extfile", "leaf.ext", "-out", "leaf.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "leaf.pem", folder / "leaf.key")
    context.set_alpn_protocols(["http/1.1"])
    return context


def environment(folder, warm):
    aws = f"https://localhost:{serve(Aws, certificates(folder))}"
    settings = {
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{serve(Runtime)}",
        "AWS_LAMBDA_FUNCTION_NAME": "measured",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_LOG_GROUP_NAME": "measured",
        "AWS_LAMBDA_LOG_STREAM_NAME": "measured",
        "RUST_LOG": "off",
        "AWS_REGION": "ap-northeast-1",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_SESSION_TOKEN": "example",
        "PORTAL_TABLE": "portal",
        "SESSIONS_TABLE": "sessions",
        "QUARANTINE_BUCKET": "quarantine",
        "CERTIFICATES_BUCKET": "certificates",
        "MAIL_FROM": "portal@nintei.example.jp",
        "PUBLIC_BASE_URL": "https://nintei.example.jp",
        "UPLOAD_ORIGIN": "https://quarantine.example.jp",
        "LINK_KEY": "0" * 64,
        "PASSWORD_PEPPER": "0" * 64,
        "AWS_ENDPOINT_URL_DYNAMODB": aws if warm else "unusable",
        "AWS_ENDPOINT_URL_S3": aws,
        "AWS_ENDPOINT_URL_SESV2": aws,
    }
    # our own root in place of Amazon's, and no folder of others beside it
    own_root = {"AWS_NATIVE_ROOTS": "1", "SSL_CERT_FILE": str(folder / "root.pem"), "SSL_CERT_DIR": str(folder / "none")}
    return settings | own_root if warm else settings


def start(command, variables):
    process = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    while not Runtime.asked.wait(0.1):
        if process.poll() is not None:
            sys.exit(f"{command[-1]} ended before it asked for an event:\n{process.stdout.read()}")
    return process


def settle(process):
    """Waits until the process no longer uses the processor."""
    ticks = lambda: Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    before = None
    while before != (before := ticks()):
        time.sleep(0.2)


def stop(process):
    process.send_signal(signal.SIGTERM)
    return process.communicate()[0]


def instructions(mode, binary, folder):
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder / 'out'}", binary]
    process = start(command, environment(folder, mode == "warm") | {"PATH": os.environ["PATH"]})
    settle(process)
    print(re.search(r"Collected : (\d+)", stop(process)).group(1))


def peak(process):
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text()).group(1))


def memory(events, binary, folder):
    process = start([binary], environment(folder, True))
    settle(process)
    first = peak(process)
    for path in sorted(Path(events).glob("*.json")) * TIMES:
        Runtime.events.put(path.read_bytes())
        while True:
            try:
                Runtime.answers.get(timeout=1)
                break
            except queue.Empty:
                if process.poll() is not None:
                    sys.exit(f"{binary} ended at {path.name}:\n{process.stdout.read()}")
    last = peak(process)
    stop(process)
    print(first, last)


if __name__ == "__main__":
    what, argument, binary = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        {"instructions": instructions, "memory": memory}[what](argument, binary, Path(folder))
