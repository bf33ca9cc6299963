#!/usr/bin/env bash
# The bulk runs' benchmark, beside loops of the AWS CLI and boto3.
#   USERS=450   users of a run
#   PAIRS=3     pairs of halves
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/env.sh
. scripts/env.sh
export CARGO_TARGET_DIR="$PASSDESK_TARGET"
# A program that is built to be fast holds the site.
scripts/build.sh site release
export PASSDESK_PYTHON="$PASSDESK_TOOLS/moto-$MOTO_VERSION/bin/python" PASSDESK_AWSCLI="$PASSDESK_TOOLS/awscli-$AWSCLI_VERSION/bin/aws"
# The sandbox takes any.
export AWS_ACCESS_KEY_ID=bench AWS_SECRET_ACCESS_KEY=bench AWS_EC2_METADATA_DISABLED=true
exec cargo bench --features ssr --bench bulk
