#!/bin/sh
# Makes the clips that simulated participants show, with ffmpeg: 4 s, one keyframe at the beginning, opus packets of 20 ms.
set -eu
cd "$(dirname "$0")"

make() {
  ffmpeg -y -loglevel error -f lavfi -i "$2" -f lavfi -i "sine=$3" -t 4 -c:v libvpx -b:v 150k -g 60 \
    -auto-alt-ref 0 -lag-in-frames 0 -pix_fmt yuv420p -c:a libopus -b:a 16k -ac 1 -vbr off -frame_duration 20 \
    -map_metadata -1 -fflags +bitexact "$1.webm"
}

make test-card 'testsrc2=s=320x240:r=15:d=4' 440
make fractal 'mandelbrot=s=320x240:r=15' 330
make cells 'life=s=160x120:r=15:mold=10:ratio=0.1:random_seed=1:death_color=#203060:life_color=#60f0a0,scale=320:240:flags=neighbor' 554
make colours 'gradients=s=320x240:r=15:d=4:seed=7:speed=0.03' 659
