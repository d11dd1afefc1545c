#!/usr/bin/env bash
# Puts the real collector, Jaeger and Tempo into a cache outside the checkout, as far as they are not there yet, and
# says where: one line `name=path` each, Prometheus and promtool from Debian's package (apt-get install prometheus).
#
#   LAVAGUE_TOKENS_COMPONENTS   the cache; default: lavague-tokens/components in the user's cache directory
#
# Ends with code 75 and one sentence where a part is missing and cannot be built: no Go toolchain, no Prometheus.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${LAVAGUE_TOKENS_COMPONENTS:-${XDG_CACHE_HOME:-$HOME/.cache}/lavague-tokens/components}
collector=0.161.0 jaeger=v1.76.0
# Tempo publishes no version as a Go module; a commit of 2.8 that other modules require, by its pseudo-version.
tempo=v1.5.1-0.20250529124718-87c2dc380cec
mkdir -p "$cache"

unable() { echo "The pipeline is not tested: $1" >&2; exit 75; }
say() { echo "$1" >&2; }
# One builder at a time: a second one waits, then finds everything there.
exec 9>"$cache/lock" && flock 9

# $1: name, $2: what it is built from, as a word; $3: function that builds it at the path it is given.
component() {
  local binary="$cache/$1-$2"
  if [ ! -x "$binary" ]; then
    command -v go >/dev/null || unable "building $1 needs a Go toolchain (https://go.dev/dl)"
    say "Building $1 $2; this takes a few minutes, once"
    local work; work=$(mktemp -d)
    (cd "$work" && "$3" "$work/binary") >&2 || { chmod -R u+w "$work"; rm -rf "$work"; unable "$1 did not build"; }
    mv "$work/binary" "$binary"
    chmod -R u+w "$work"; rm -rf "$work"
  fi
  echo "$1=$binary"
}

build_collector() {
  GOBIN="$PWD" go install "go.opentelemetry.io/collector/cmd/builder@v$collector"
  sed "s|^dist:|dist:\n  output_path: $PWD/otelcol|" "$here/otelcol.yaml" >manifest.yaml
  nice -n 19 ./builder --config manifest.yaml
  mv otelcol/otelcol "$1"
}

# Jaeger's and Tempo's modules replace some of their own dependencies, so they are built as main modules.
build_module() { # $1: folder of the source in the module cache, $2: command, $3: binary
  cp -r "$1" source && chmod -R u+w source
  (cd source && nice -n 19 go build -o "$3" "./cmd/$2")
}
source_of() { go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",\{0,1\}$/\1/p'; }

build_jaeger() { build_module "$(source_of "github.com/jaegertracing/jaeger@$jaeger")" jaeger "$1"; }

build_tempo() {
  # The checksum database does not know the pseudo-version everywhere; the sum is the one Grafana's go.sum holds:
  # https://github.com/grafana/grafana/blob/4d0b469859b778631de337953b9359bd709601b2/go.sum
  mkdir module && cd module
  printf 'module source\n\ngo 1.24\n\nrequire github.com/grafana/tempo %s\n' "$tempo" >go.mod
  printf 'github.com/grafana/tempo %s h1:wnzJov9RhSHGaTYGzTygL4qq986fLen8xSqnQgaMd28=\n' "$tempo" >go.sum
  printf 'github.com/grafana/tempo %s/go.mod h1:j1IY7J2rUz7TcTjFVVx6HCpyTlYOJPtXuGRZ7sI+vSo=\n' "$tempo" >>go.sum
  local source; source=$(source_of github.com/grafana/tempo)
  cd .. && build_module "$source" tempo "$1"
}

command -v prometheus >/dev/null && command -v promtool >/dev/null ||
  unable "Prometheus is not installed (apt-get install prometheus)"
component otelcol "$collector-$(sha256sum "$here/otelcol.yaml" | cut -c1-8)" build_collector
component jaeger "$jaeger" build_jaeger
component tempo "$tempo" build_tempo
echo "prometheus=$(command -v prometheus)"
echo "promtool=$(command -v promtool)"
