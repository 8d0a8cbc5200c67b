FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements/build.txt requirements/extras.txt requirements/
# The pinned build tools come first, so that nothing is built with tools that no hash vouches for.
RUN pip install --require-hashes -r requirements/build.txt \
    && pip wheel --require-hashes --no-build-isolation -r requirements/extras.txt --wheel-dir /wheels
COPY pyproject.toml README.md LICENSE ./
COPY bin bin
COPY templates templates
COPY config config
COPY docs/nowsync.1 docs/
COPY src src
RUN pip wheel --no-build-isolation --no-deps --wheel-dir /wheels . \
    && python -m venv /opt/nowsync \
    && /opt/nowsync/bin/pip install --no-index --no-deps /wheels/*.whl

FROM python:3.13-slim
RUN groupadd --gid 10001 nowsync \
    && useradd --uid 10001 --gid 10001 --create-home nowsync \
    && install -d -o nowsync -g nowsync /site
COPY --from=build /opt/nowsync /opt/nowsync
ENV PATH=/opt/nowsync/bin:$PATH PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /site
# Says whether the daemon is at work and its last pass went well; an entry that waits for you is no illness.
HEALTHCHECK --interval=5m --start-period=1m --timeout=30s CMD ["nowsync", "status", "--check"]
ENTRYPOINT ["nowsync"]
CMD ["daemon"]
