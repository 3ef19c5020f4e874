#!/bin/bash
# Build step: makes out/SERVICE/app.jar, with the libraries the service needs in out/SERVICE/lib.
set -euo pipefail

system=/usr/share/java
web="jackson-annotations jackson-core jackson-databind logback-classic logback-core slf4j-api"
documents="HikariCP postgresql"
broker="amqp-client"

# build NAME MAIN-PACKAGE "SHARED PACKAGES" "LIBRARIES"
build() {
  local name=$1 package=$2 shared=$3 libraries=$4 sources=() library
  local out=out/$name classes=classes/$name
  mkdir -p "$out/lib" "$classes"
  for library in $libraries; do cp -L "$system/$library.jar" "$out/lib/"; done
  for folder in $package $shared; do sources+=(src/works/sockshop/"$folder"/*.java); done
  javac --release 17 -Xlint:all,-processing -cp "$out/lib/*" -d "$classes" "${sources[@]}"
  cp resources/* "$classes/"
  {
    echo "Main-Class: works.sockshop.$package.Main"
    echo "Class-Path: ."
    for library in $libraries; do echo "  lib/$library.jar"; done
  } > "$classes.manifest"
  jar --create --file "$out/app.jar" --manifest "$classes.manifest" -C "$classes" .
}

build carts carts "common documents" "$web $documents"
build orders orders "common documents" "$web $documents"
build shipping shipping "common broker" "$web $broker"
build queue-master queuemaster "common broker" "$web $broker"
