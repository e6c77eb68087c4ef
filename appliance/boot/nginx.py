"""nginx's configuration: one origin in front of web and live, TLS, and the static files.

Nothing is logged of who asked for what. Headers of static files are those that `web.assets` and `web.security` give.
`listen ... http2` and not `http2 on`: nginx 1.22 (Debian 12) knows only the former.
"""

from pathlib import Path
from string import Template

WEB, LIVE = "http://127.0.0.1:8440", "http://127.0.0.1:8441"

_FRAME = Template("""\
worker_processes auto;
pid $runtime/nginx.pid;
error_log stderr error;
events { worker_connections 16384; }

http {
    include $mime_types;
    default_type application/octet-stream;
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 75s;
    client_header_timeout 15s;
    client_body_timeout 30s;
    client_max_body_size 128k;
    client_body_temp_path $runtime/body;
    proxy_temp_path $runtime/proxy;
    fastcgi_temp_path $runtime/fastcgi;
    uwsgi_temp_path $runtime/uwsgi;
    scgi_temp_path $runtime/scgi;

    gzip on;
    gzip_proxied off;
    gzip_vary on;
    gzip_min_length 1400;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

    map $$http_upgrade $$connection_upgrade { default upgrade; '' ''; }
    map $$arg_v $$static_cache { default 'public, max-age=31536000, immutable'; '' 'no-cache'; }

    server {
        listen $http default_server;
        listen [::]:$http default_server;

        # A certificate directory asks here whether the public name is ours.
        location ^~ /.well-known/acme-challenge/ { proxy_pass $web; }

        location / { return 308 https://$$host$$request_uri; }
    }

$servers}
""")

_SERVER = Template("""\
    server {
        listen $https ssl http2$default;
        listen [::]:$https ssl http2$default;
        server_name $name;
        ssl_certificate $tls/$pair.crt;
        ssl_certificate_key $tls/$pair.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
        ssl_prefer_server_ciphers off;
        ssl_session_cache shared:tls:10m;
        ssl_session_tickets off;

        # All in one place: a location that sets one of them itself inherits none.
        proxy_http_version 1.1;
        proxy_set_header Host $$http_host;
        proxy_set_header X-Forwarded-For $$remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_set_header X-Forwarded-Host $$http_host;
        proxy_set_header Upgrade $$http_upgrade;
        proxy_set_header Connection $$connection_upgrade;

        location / { proxy_pass $web; }

        location = /live {
            proxy_pass $live;
            proxy_buffering off;
            proxy_read_timeout 1h;
        }

        # A set-up file, or services of the FIM catalogue.
        location /api/set-up-file {
            proxy_pass $web;
            client_max_body_size 16m;
        }

        # A PDF with fields; and what a consultation has filled in.
        location /api/admin/forms {
            proxy_pass $web;
            client_max_body_size 15m;
        }
        location = /api/consultation-form/pdf {
            proxy_pass $web;
            client_max_body_size 512k;
        }

        # A backup may come back here.
        location = /api/setup/restore {
            proxy_pass $web;
            client_max_body_size 8g;
            proxy_request_buffering off;
            proxy_read_timeout 10m;
        }

        location /static/ {
            alias $static/;
            add_header Cache-Control $$static_cache always;
            add_header Content-Security-Policy "default-src 'none'; frame-ancestors 'none'" always;
            add_header Cross-Origin-Resource-Policy same-origin always;
            add_header X-Content-Type-Options nosniff always;
        }
    }
""")


def configuration(
    tls: Path,
    static: Path,
    *,
    runtime: Path = Path("/run/vorzimmer-nginx"),
    mime_types: Path = Path("/etc/nginx/mime.types"),
    http: int = 80,
    https: int = 443,
    web: str = WEB,
    live: str = LIVE,
    public_name: str = "",
) -> str:
    """`tls` holds server.crt and server.key; `runtime` is the service's own, in memory.

    Whoever asks for `public_name` gets public.crt, which browsers of citizens know; everybody else, kiosks above all,
    the certificate of the office's own authority.
    """
    values = {"tls": tls, "static": static, "https": https, "web": web, "live": live}
    servers = _SERVER.substitute(values, default=" default_server", name="_", pair="server")
    if public_name:
        servers += "\n" + _SERVER.substitute(values, default="", name=public_name, pair="public")
    return _FRAME.substitute(runtime=runtime, mime_types=mime_types, http=http, web=web, servers=servers)
