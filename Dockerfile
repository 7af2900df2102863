# A node of cockatiel. docs/operating.md says how to run it.
#
# A line of Node.js and of Debian, without a digest: each build gets the fixes that they have had
# since. test/tidy/container.test.ts holds the line against those that CI tests.
ARG NODE=24-bookworm-slim

FROM node:${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:${NODE}
WORKDIR /opt/cockatiel
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist dist
# Uid 1000 is the user `node` of the image. As a number, so that Kubernetes sees that it is not root.
RUN ln -s /opt/cockatiel/dist/runtime/cli/cockatiel.cjs /usr/local/bin/cockatiel \
  && install -d -o 1000 -g 1000 -m 700 /var/lib/cockatiel
ENV COCKATIEL_STORAGE=/var/lib/cockatiel/files \
    COCKATIEL_QUEUE=/var/lib/cockatiel/state
USER 1000:1000
# The one place that is written to: the root may be read-only.
VOLUME /var/lib/cockatiel
EXPOSE 8080
# `/_live`, not `/_ready`: a node that is not ready yet must not be restarted for that.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.COCKATIEL_PORT || 8080) + '/_live').then((response) => process.exit(response.ok ? 0 : 1))"]
# As the first process it handles signals itself, and has no children to wait for: no init is needed.
ENTRYPOINT ["cockatiel"]
