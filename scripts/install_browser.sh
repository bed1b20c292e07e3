#!/bin/sh
# The browser that some tests look at the HTML reports with: Debian's chromium, installed where we may install it.
# Without it those tests are skipped, and say so.
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "chromium is not installed: the tests that need a browser will be skipped (apt-get install chromium)" >&2
    exit 0
fi
echo "Installing chromium for the tests of the HTML reports"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null &&
    apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
    echo "chromium could not be installed: the tests that need a browser will be skipped" >&2
