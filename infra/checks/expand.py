"""Expands the SAM template to plain CloudFormation, offline.

The linters see through a SAM template badly: a wrong reference in Globals or a misspelt action passes them and fails in the
account. After the expansion they find it, and the policy checks have one simple shape to read.

    python3 infra/checks/expand.py [template] > expanded.json
"""

import json
import os
import sys
from pathlib import Path

# boto3, which the translator asks for a region, must neither read a profile nor look for a metadata service.
os.environ.setdefault("AWS_DEFAULT_REGION", "ap-northeast-1")
os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")

from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

TEMPLATE = Path(__file__).resolve().parents[1] / "template.yaml"


class NoManagedPolicies:
    """Stands for the translator's look-up of managed policies in IAM: the template names none."""

    def load(self):
        return {}


def read(path=TEMPLATE):
    """The template as SAM reads it, before the expansion."""
    return yaml_parse(Path(path).read_text(encoding="utf-8"))


def expand(path=TEMPLATE):
    """The template as CloudFormation gets it."""
    template = read(path)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            # The translator wants the place that `sam package` would write.
            resource["Properties"]["CodeUri"] = "s3://checks/code.zip"
    return transform(template, {}, NoManagedPolicies())


if __name__ == "__main__":
    json.dump(expand(*sys.argv[1:2]), sys.stdout, indent=1, ensure_ascii=False)
    print()
