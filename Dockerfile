# The sandbox in a container:
#
#   docker build -t opentok-sandbox . && docker run --rm -p 9300:9300 opentok-sandbox
FROM node:22-alpine

ARG VERSION=latest
# It composes archives and broadcasts.
RUN apk add --no-cache ffmpeg
# OpenTok's client has its own licence: an image with it is for your own use.
RUN npm install --global opentok-sandbox@$VERSION @opentok/client

USER node
WORKDIR /home/node
ENV OPENTOK_SANDBOX_HOST=0.0.0.0
EXPOSE 9300
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s CMD ["node", "-e", "fetch('http://localhost:9300/sandbox/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["opentok-sandbox"]
