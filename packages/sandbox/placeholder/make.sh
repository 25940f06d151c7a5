#!/bin/sh
# Makes src/archive/placeholder-film.ts: the film that stands for a recording where that was asked for, and a ZIP of it.
# Needs ffmpeg with libx264 and a font, and zip. It was run once; its output is committed.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
line() { printf "drawtext=text='%s':fontsize=%s:fontcolor=white:x=(w-tw)/2:y=%s" "$1" "$2" "$3"; }
ffmpeg -v error -y -f lavfi -i 'color=0x26303d:s=640x480:r=5:d=3' -f lavfi -i anullsrc=r=48000:cl=mono \
  -vf "$(line PLACEHOLDER 64 150),$(line 'Nothing was recorded.' 30 250),$(line 'The OpenTok Sandbox was asked for this film.' 22 310)" \
  -t 3 -c:v libx264 -preset veryslow -crf 34 -pix_fmt yuv420p -c:a aac -b:a 16k \
  -movflags +faststart -fflags +bitexact "$work/placeholder.mp4"
(cd "$work" && touch -d 2014-03-17 placeholder.mp4 && zip -q -X -0 archive.zip placeholder.mp4)
{
  echo '// Made by placeholder/make.sh.'
  echo
  echo '/** A film of three seconds that says that nothing was recorded: MP4, in base64. */'
  echo "export const PLACEHOLDER_FILM ="
  echo "  '$(base64 -w0 "$work/placeholder.mp4")'"
  echo
  echo '/** A ZIP with that film, in base64. */'
  echo "export const PLACEHOLDER_ZIP ="
  echo "  '$(base64 -w0 "$work/archive.zip")'"
} > ../src/archive/placeholder-film.ts
rm -r "$work"
