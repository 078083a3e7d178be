# The image of portal, worker, beat and watchdog alike: docker-compose.yml says which it becomes.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 MMBACKUP_DATA_DIR=/var/lib/mmbackup
WORKDIR /opt/mmbackup
# for block devices: to make and mend the file systems of disks and discs; for servers on other machines: ssh
RUN apt-get update && apt-get install -y --no-install-recommends e2fsprogs udftools openssh-client && rm -rf /var/lib/apt/lists/*
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock
COPY manage.py ./
COPY deploy/mmbackup-collect deploy/mmbackup-collect
COPY mmbackup mmbackup
COPY portal portal
COPY templates templates
COPY static static
RUN useradd --system --uid 990 --home-dir "$MMBACKUP_DATA_DIR" --create-home mmbackup
USER mmbackup
VOLUME ["/var/lib/mmbackup"]
