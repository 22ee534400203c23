#!/bin/sh
# Fetches the two vendored scripts and their licence from npm, at pinned
# versions, into this folder. Run it by hand when a version is raised, and commit
# what it wrote: a build needs no network.
set -eu
cd "$(dirname "$0")"
version=4.0.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm pack --silent --pack-destination "$work" "htmx.org@$version" >/dev/null
tar -xzf "$work/htmx.org-$version.tgz" -C "$work"
for f in htmx.min.js ext/hx-sse.min.js; do
	sed '/^\/\/# sourceMappingURL=/d' "$work/package/dist/$f" >"$(basename "$f")"
done
cp "$work/package/LICENSE" htmx.LICENSE
