# reconcile with the packages of the queue and of telemetry: docker build -t reconcile .
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
    @opentelemetry/api@1.9.1 @opentelemetry/sdk-trace-base@2.12.0 @opentelemetry/sdk-metrics@2.12.0 \
    @opentelemetry/resources@2.12.0 @opentelemetry/exporter-trace-otlp-http@0.223.0 \
    @opentelemetry/exporter-metrics-otlp-http@0.223.0 \
  && rm -f ./*.tgz && ln -s /opt/reconcile/node_modules/.bin/reconcile /usr/local/bin/reconcile
USER node
WORKDIR /work
ENTRYPOINT ["reconcile"]
CMD ["--help"]
