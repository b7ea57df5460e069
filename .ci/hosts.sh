#!/usr/bin/env bash
# What real hosts make of our files.
#
# A sidebar that the host includes: nginx (SSI) and Varnish (ESI) must answer, to the byte, what
# a site with the sidebar inline holds. Redirects and media types: Apache, nginx and Caddy must
# follow the rules.
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

# nginx_conf NAME: an nginx that may run beside others; what it serves stands on standard input.
nginx_conf() {
    cat > "$work/$1.conf" <<CONF
pid $work/$1.pid;
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
$(cat)
}
CONF
}

nginx_conf nginx <<CONF
    server { listen 127.0.0.1:8091; root $work/ssi/public; ssi on; }
    server { listen 127.0.0.1:8092; root $work/esi/public; }
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

# Redirects

mkdir "$work/redirects"
"$program" init "$work/redirects/site" > /dev/null
page() {
    printf -- '---\ntitle: %s\npath: "%s"\n---\n' "$1" "$2" > "$work/redirects/site/content/pages/$1.md"
}
page umlaut /neu/größe/
page dollar '/neu/$1/'
page plus /neu/a+b.html
page eins /neu/eins/
page zwei /neu/zwei/
printf -- '---\ntitle: alt\ndate: 2020-01-01\ntags: [Archiv]\n---\n' > "$work/redirects/site/content/articles/alt.md"
cat > "$work/redirects/site/redirects.yaml" <<'YAML'
- {from: /alt/größe/, to: /neu/größe/}
- {from: /a+b/, to: /neu/a+b.html}
- {from: /a.b/, to: /neu/eins/}
- {from: /old.html, to: /neu/zwei/}
- {from: /alt/, to: /neu/eins/}
- {from: /alt/mehr/, to: /neu/zwei/}
- {from: /geld/, to: /neu/$1/}
- {from: /weg/, gone: true}
YAML
for host in apache nginx caddy; do
    cp -r "$work/redirects/site" "$work/redirects/$host"
    sed -i "1i hosts = [\"$host\"]" "$work/redirects/$host/site.toml"
    printf '\n[feeds]\natom = true\njson = true\n' >> "$work/redirects/$host/site.toml"
    "$program" build -q -r "$work/redirects/$host" --at "$at" --strict
done
chmod -R a+rX "$work"

# What is asked, the status, where it leads to, and the title of what is shown in the end.
expected() {
    cat <<'TABLE'
/alt/gr%C3%B6%C3%9Fe/ 301 /neu/gr%C3%B6%C3%9Fe/ umlaut
/alt/gr%C3%B6%C3%9Fe 301 /neu/gr%C3%B6%C3%9Fe/ umlaut
/a+b/ 301 /neu/a+b.html plus
/a%2Bb/ 301 /neu/a+b.html plus
/aab/ 404 - -
/a.b/ 301 /neu/eins/ eins
/a.b 301 /neu/eins/ eins
/axb/ 404 - -
/old.html 301 /neu/zwei/ zwei
/old.html/ 404 - -
/oldxhtml 404 - -
/alt/ 301 /neu/eins/ eins
/alt 301 /neu/eins/ eins
/alt/mehr/ 301 /neu/zwei/ zwei
/alt/mehr/tief/ 404 - -
/geld/ 301 /neu/$1/ dollar
/geld/?von=da 301 /neu/$1/ dollar
/weg/ 410 - -
/weg 410 - -
/neu/eins/ 200 - eins
TABLE
}

# Whether a host answers as it should. A query may be handed on, `$` be written as `%24`, and
# `%C3` as `%c3`.
answers() {
    local host=$1 at=http://127.0.0.1:$2 ask status to title found bad=0
    curl -s -o /dev/null --retry 50 --retry-delay 1 --retry-connrefused "$at/"
    while read -r ask status to title; do
        found=$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "$at$ask" |
            sed "s|$at||; s|%\([0-9a-f][0-9a-f]\)|%\U\1|g; s|%24|\$|g; s|%2B|+|g; s|?von=da$||; s| $| -|")
        if [ "$title" != - ]; then
            found+=" $(curl -sL "$at$ask" | sed -n 's|.*<h1[^>]*>\([^<]*\)</h1>.*|\1|p' | head -1)"
        else
            found+=" -"
        fi
        if [ "$found" != "$status $to $title" ]; then
            echo "$host: $ask should be $status $to $title, but is $found" >&2
            bad=1
        fi
    done < <(expected)
    [ "$bad" = 0 ] || return 1
    # What is gone is told by the site's own page.
    curl -s "$at/weg/" | cmp - "$work/redirects/$host/public/404.html"
    echo "$(expected | wc -l) addresses are answered by $host as redirects.yaml says"
}

# What is asked, and the media type of the answer.
media_types() {
    cat <<'TABLE'
/rss.xml application/rss+xml; charset=utf-8
/tags/archiv/rss.xml application/rss+xml; charset=utf-8
/atom.xml application/atom+xml; charset=utf-8
/archive/atom-2020-01.xml application/atom+xml; charset=utf-8
/feed.json application/feed+json; charset=utf-8
/feeds.opml text/x-opml; charset=utf-8
TABLE
}

# Whether a host serves feeds as what they are, to the byte, and nothing else as a feed.
feeds() {
    local host=$1 at=http://127.0.0.1:$2 public=$work/redirects/$1/public ask type found bad=0 path
    while read -r ask type; do
        curl -s "$at$ask" | cmp - "$public$ask"
        found=$(curl -s -o /dev/null -w '%{http_code} %{content_type}' "$at$ask")
        if [ "${found,,}" != "200 $type" ]; then
            echo "$host: $ask should be $type, but is $found" >&2
            bad=1
        fi
    done < <(media_types)
    for path in /sitemap.xml /nothing/here/rss.xml; do
        found=$(curl -s -o /dev/null -w '%{content_type}' "$at$path")
        case $found in *rss* | *atom*) echo "$host: $path is $found" >&2; bad=1 ;; esac
    done
    [ "$bad" = 0 ] || return 1
    echo "$(media_types | wc -l) feeds are served by $host as what they are"
}

cat > "$work/apache.conf" <<CONF
ServerName localhost
ServerRoot $work
PidFile $work/apache.pid
Listen 127.0.0.1:8094
ErrorLog $work/apache.log
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
DocumentRoot $work/redirects/apache/public
<Directory $work/redirects/apache/public>
    AllowOverride FileInfo
    Require all granted
</Directory>
CONF
apache2 -f "$work/apache.conf" -DFOREGROUND &

nginx_conf redirects <<CONF
    include $work/redirects/nginx/public/redirects.nginx.conf;
    server {
        listen 127.0.0.1:8095;
        root $work/redirects/nginx/public;
        error_page 404 410 /404.html;
        include $work/redirects/nginx/public/feeds.nginx.conf;
        if (\$blattwerk_moved) { return 301 \$blattwerk_moved; }
        if (\$blattwerk_gone) { return 410; }
    }
CONF
nginx -c "$work/redirects.conf" &

answers apache 8094
feeds apache 8094
answers nginx 8095
feeds nginx 8095
if command -v caddy > /dev/null; then
    cat > "$work/Caddyfile" <<CONF
{
    admin off
    auto_https off
}
http://127.0.0.1:8096 {
    root * $work/redirects/caddy/public
    import $work/redirects/caddy/public/redirects.caddy
    file_server
    handle_errors {
        rewrite * /404.html
        file_server
    }
}
CONF
    XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work caddy run --config "$work/Caddyfile" --adapter caddyfile 2> "$work/caddy.log" &
    answers caddy 8096
    feeds caddy 8096
else
    echo "NOT RUN: no package of caddy is here, so its rules are not tried" >&2
fi
