"""Checks the deployment template: SAM's own validation, cfn-lint after the expansion, then what this project asks of it.

    python3 infra/checks/run.py

It needs no account and no network, but a Python that has aws-sam-cli, aws-sam-translator and cfn-lint (docs/deploy.md).
"""

import copy
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import functions
import grants
import policies
import routes
import test_checks
from expand import TEMPLATE, expand, read

REGION = "ap-northeast-1"
QUIET = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0"}


def tool(name, *arguments):
    """Runs a command of this Python's own environment; what it prints is a complaint unless it ends well."""
    scripts = Path(sysconfig.get_path("scripts"))
    done = subprocess.run([scripts / name, *arguments], env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"{name}: {line}" for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def lint_expanded(template):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "expanded.json"
        file.write_text(json.dumps(template, indent=1), encoding="utf-8")
        return tool("cfn-lint", "--regions", REGION, "--template", str(file))


def main():
    source, template = read(), expand()
    complaints = tool("sam", "validate", "--lint", "--region", REGION, "--template-file", str(TEMPLATE))
    complaints += lint_expanded(template)
    complaints += policies.check(template)
    complaints += functions.check(template, source)
    complaints += grants.check(template)
    complaints += routes.check(template, source)
    complaints += test_checks.blind(copy.deepcopy(template), source)
    for line in complaints:
        print(line, file=sys.stderr)
    resources, keys = len(template["Resources"]), len(routes.table(template))
    print(f"infra/template.yaml: {resources} resources, {keys} routes, {len(complaints)} complaints")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
