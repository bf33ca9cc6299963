# syntax=docker/dockerfile:1
# Both halves are built by the same scripts as everywhere else; the image that runs holds one program, and the site inside of it.

FROM node:20-bookworm-slim AS node

FROM rust:1.95-bookworm AS build
# rust-toolchain.toml says `stable`; in this image that is the one compiler it has.
ENV RUSTUP_TOOLCHAIN=1.95.0 PASSDESK_TOOLS=/opt/passdesk-tools
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
WORKDIR /build
# The tools change seldom: a layer of their own.
COPY scripts scripts
COPY Cargo.lock package.json package-lock.json ./
RUN scripts/setup.sh run
COPY . .
RUN scripts/build.sh all release && mkdir -p /empty

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /build/target/release/passdesk /usr/local/bin/passdesk
# Where the SQLite file lies unless the configuration names a database; mount a volume here.
COPY --from=build --chown=65532:65532 /empty /var/lib/passdesk
ENV PASSDESK_DATA_DIR=/var/lib/passdesk \
    PASSDESK_LISTEN=0.0.0.0:8080
USER 65532:65532
EXPOSE 8080
VOLUME ["/var/lib/passdesk"]
ENTRYPOINT ["/usr/local/bin/passdesk"]
CMD ["serve"]
