#!/bin/sh
# Publishes the example site into a feed, then previews the rest. BIN is nowsync's folder.
set -eu

# Ada's site is meant here, whatever the environment says of yours.
unset NOWSYNC_CONFIG NOWSYNC_STATE CDPATH
nowsync=$(cd "${BIN:-.venv/bin}" && pwd)/nowsync
cd "$(dirname "$0")"
# What is remembered of ledgers outside their folders stays in this one, and goes with it.
XDG_STATE_HOME=$(pwd)/.nowsync/home
export XDG_STATE_HOME

heading() {
    printf '\n== %s\n\n' "$1"
}

# Lines that begin with two blanks are the text of entries; here it is enough to name them.
briefly() {
    printf '%s\n' "$1" | grep -v -e '^  ' -e '^$' -e ': new$'
}

heading "1. Publish Ada's eight months into an Atom feed: a file, so no account is needed"
if ! said=$("$nowsync" publish --target feed --yes 2>&1); then
    printf '%s\n' "$said"
    exit 1
fi
briefly "$said"

heading "2. What November would be on Mastodon. A preview sends nothing"
"$nowsync" preview 2026-11 --target mastodon

heading "3. The same month as a draft on dev.to; its first lines"
said=$("$nowsync" preview 2026-11 --target devto)
printf '%s\n' "$said" | sed -n '1,9p'
printf '  │ … and %s lines more\n' "$(($(printf '%s\n' "$said" | wc -l) - 9))"

heading "4. How it all stands"
"$nowsync" status

heading "That was it. Nothing has left this machine"
cat <<END
Made:       examples/public/now.xml, the feed; and examples/.nowsync, which remembers it
Look at it: open examples/public/now.xml in a feed reader or an editor
Change it:  edit examples/src/content/now/2026-11.md, and type make demo again
Your turn:  cd your-site, then type $nowsync init
END
