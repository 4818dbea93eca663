# reconcile with the packages of the queue: docker build -t reconcile .
FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm pack --ignore-scripts --pack-destination /tmp

FROM node:22-slim
WORKDIR /opt/reconcile
COPY --from=build /tmp/*.tgz ./
RUN npm init -y >/dev/null \
  && npm install --omit=dev --ignore-scripts ./*.tgz bullmq@6.7.0 ioredis@6.0.0 \
  && rm -f ./*.tgz && ln -s /opt/reconcile/node_modules/.bin/reconcile /usr/local/bin/reconcile
USER node
WORKDIR /work
ENTRYPOINT ["reconcile"]
CMD ["--help"]
