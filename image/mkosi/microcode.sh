#!/bin/sh
# The processors' microcode, as the kernel wants it before anything else. mkosi would make this archive itself, with the
# time of day in it and its parts in the order of a directory.
set -eu

firmware="$BUILDROOT/usr/lib/firmware"
archive="$ARTIFACTDIR/io.mkosi.microcode/microcode.cpio"
work="$(mktemp -d)"
mkdir -p "$work/kernel/x86/microcode" "$(dirname "$archive")"
cat "$firmware"/amd-ucode/*.bin > "$work/kernel/x86/microcode/AuthenticAMD.bin"
cat "$firmware"/intel-ucode/??-??-?? > "$work/kernel/x86/microcode/GenuineIntel.bin"
cd "$work"
find kernel -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
find kernel | LC_ALL=C sort | cpio --create --reproducible --renumber-inodes --owner=0:0 --format=newc --quiet > "$archive"
cd /
rm -r "$work"
