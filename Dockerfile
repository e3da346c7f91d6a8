# Two stages: everything is installed and the console is built in the first, the second holds what runs, under a user without rights.
# The embedded engines exist for linux/amd64; on another platform set CLICKHOUSE_URL and DATABASE_URL.
FROM --platform=linux/amd64 node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/setup.mjs scripts/npm-command.mjs scripts/
RUN node scripts/setup.mjs --no-web
COPY . .
RUN node scripts/setup.mjs && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM --platform=linux/amd64 node:24-bookworm-slim
ENV NODE_ENV=production LIUKE_DATA=/data LIUKE_HOST=0.0.0.0 LIUKE_PORT=8080
RUN useradd --system --uid 10001 --home-dir /data liuke && install -d -m 0700 -o liuke /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/bin bin
COPY --from=build /app/src src
COPY --from=build /app/web/dist web/dist
# The console's words for problems; commands say them too.
COPY --from=build /app/web/locales web/locales
# What shops put into their pages and mini-programs.
COPY --from=build /app/web/trackers web/trackers
USER liuke
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
CMD ["node", "src/cli.ts", "serve"]
