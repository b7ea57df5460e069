#!/usr/bin/env bash
# A sidebar that the host includes: nginx (SSI) and Varnish (ESI) must answer, to the byte, what
# a site with the sidebar inline holds.
#
# usage: hosts.sh PROGRAM SITE AT
set -euo pipefail
program=$1 site=$2 at=$3
work=$(mktemp -d)
trap 'kill $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT

for way in inline ssi esi; do
    mkdir "$work/$way"
    cp -r "$site"/{site.toml,content,themes} "$work/$way/"
    printf '\n[fragments]\nsidebar = "%s"\n' "$way" >> "$work/$way/site.toml"
    "$program" build -q -r "$work/$way" --at "$at"
done

cat > "$work/nginx.conf" <<CONF
pid $work/nginx.pid;
error_log stderr;
daemon off;
events { worker_connections 64; }
http {
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    server { listen 127.0.0.1:8091; root $work/ssi/public; ssi on; }
    server { listen 127.0.0.1:8092; root $work/esi/public; }
}
CONF
# The workers may run as another user.
chmod -R a+rX "$work"
nginx -c "$work/nginx.conf" &

cat > "$work/esi.vcl" <<'VCL'
vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "8092"; }
sub vcl_backend_response { set beresp.do_esi = true; }
VCL
varnishd -F -a 127.0.0.1:8093 -f "$work/esi.vcl" -n "$work/varnish" -s malloc,50m > /dev/null 2>&1 &

for port in 8091 8093; do
    curl -s -o /dev/null --retry 50 --retry-delay 1 --retry-connrefused --retry-all-errors -f "http://127.0.0.1:$port/"
done
pages=0
while read -r page; do
    path=${page#"$work/inline/public"}
    for port in 8091 8093; do
        curl -s "http://127.0.0.1:$port$path" | cmp - "$page"
        pages=$((pages + 1))
    done
done < <(find "$work/inline/public" -name index.html)
echo "$pages pages put together by nginx and Varnish are what the inline site holds"
