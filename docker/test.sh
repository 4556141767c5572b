#!/usr/bin/env bash
# All checks and tests; run it with `make test`, which sets up the environment first. Ends with status 1 if any failed.
cd "$(dirname "$0")/.." || exit 1
failed=()

check() { # check TITLE COMMAND...: runs it, says how long it took, and remembers a failure
	local title=$1 start=$SECONDS
	shift
	echo "== $title"
	"$@" || failed+=("$title")
	echo "   $((SECONDS - start)) s"
}

formatted() {
	local bad
	bad=$(git ls-files '*.go' | xargs gofmt -l)
	[ -z "$bad" ] || { echo "not formatted; run: gofmt -w $bad"; return 1; }
}

no_outputs() { # notebooks are kept without outputs
	local bad
	bad=$(git ls-files 'notebooks/*.ipynb' | xargs grep -lE '"(output_type|image/png)":' || true)
	[ -z "$bad" ] || { echo "has outputs; clear them: .env/bin/jupyter nbconvert --clear-output --inplace $bad"; return 1; }
}

packages=$(go list ./... | grep -v internal/e2e)
still=(./nblib/{datasets,losses,optim,metrics,viz,internal/notebook,internal/echarts}) # what does not train, with -short
graphs=(./nblib/{internal/engine,losses,optim,metrics,nn,trainer})                       # what computes on a backend

check "gofmt" formatted
check "notebooks without outputs" no_outputs
check "hadolint on the Dockerfiles, and how the image starts" make -s image-lint
check "go vet" go vet ./...
check "staticcheck" go tool staticcheck ./...
check "race detector, on what does not train" env PJRT_PLUGIN_LIBRARY_PATH=none go test -race -short -run '^Test' "${still[@]}"
check "tests on XLA, where its plugin is found" go test -timeout 9m -run '^(Test|Fuzz)' $packages
check "tests on the Go backend" env GOMLX_BACKEND=go go test -timeout 9m "${graphs[@]}"
check "examples" env GOMLX_BACKEND=go go test -timeout 9m -run '^Example' $(go list ./models ./nblib/...)
check "notebooks, JupyterLab, pages and commands" go test -timeout 19m -v -count=1 ./nblib/internal/e2e

echo "== took $SECONDS s"
if [ ${#failed[@]} -gt 0 ]; then
	printf 'FAILED: %s\n' "${failed[@]}"
	exit 1
fi
