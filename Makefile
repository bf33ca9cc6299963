# Each target installs what it needs and the machine lacks (see scripts/setup.sh), then does what its line says.

.DEFAULT_GOAL := help
.PHONY: help run dev test setup site lint fmt deny unit conformance verifier same-call e2e peers bench bench-audit bench-bulk clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build in release and start the sandbox: console, Cognito and OpenID provider on loopback
	@scripts/setup.sh run
	@scripts/build.sh all release
	@scripts/run.sh

dev: ## debug build, rebuilt and restarted on every change
	@scripts/setup.sh run
	@scripts/dev.sh

test: ## everything: format, lints, licences, Rust tests, the sandbox against AWS's model, the same call by the AWS CLI and boto3, browser tests, tests against moto and oidc-provider
	@scripts/setup.sh test
	@scripts/test.sh

setup: ## install what is missing, nothing else
	@scripts/setup.sh test

site: ## the browser half in release, into target/site
	@scripts/setup.sh run
	@scripts/build.sh site release

fmt: ## format the Rust code
	@scripts/setup.sh fmt
	@bash -c '. scripts/env.sh && cargo fmt'

lint: ## format check and clippy for both halves
	@scripts/setup.sh test
	@scripts/test.sh format lint

deny: ## licences, sources, bans, known vulnerabilities
	@scripts/setup.sh test
	@scripts/test.sh deny

unit: ## the Rust tests
	@scripts/setup.sh unit
	@scripts/test.sh unit

conformance: ## the sandbox's Cognito against AWS's published model, with boto3
	@scripts/setup.sh test
	@scripts/test.sh server conformance

verifier: ## the document's verifier of the trail against passdesk audit verify
	@scripts/setup.sh test
	@scripts/test.sh server verifier

same-call: ## what forms and records show for other tools, through the real AWS CLI and boto3
	@scripts/setup.sh test
	@scripts/test.sh server same-call

e2e: ## the browser tests
	@scripts/setup.sh test
	@scripts/test.sh site e2e

peers: ## the console against moto and oidc-provider
	@scripts/setup.sh test
	@scripts/test.sh site peers

bench: ## all benchmarks, and the table of docs/benchmarks.md (BENCH=P4 one, LONG=1 those that take long too)
	@scripts/setup.sh test
	@scripts/bench.sh

bench-audit: ## pages and searches of the audit trail over HTTP, against OFFSET and LIKE (RECORDS=1000000)
	@scripts/setup.sh run
	@scripts/bench-audit.sh

bench-bulk: ## bulk runs beside loops of the AWS CLI and boto3 (USERS=450 PAIRS=3)
	@scripts/setup.sh test
	@scripts/bench-bulk.sh

clean: ## remove what was built; the tool cache stays
	@cargo clean
	@rm -rf node_modules end2end/test-results end2end/playwright-report
