# Finds a JDK and starts Boreas with it: shared by the launcher of a checkout and that of an installation, which read it in.
#
#   BOREAS_JAVA_HOME   the JDK to use; otherwise JAVA_HOME if it is new enough, otherwise the newest one found
#   BOREAS_JAVA_OPTS   more options for the JVM, such as -Xmx4g

say() { printf '%s\n' "boreas: $*" >&2; }

# The feature version of the JDK in folder $1, from its release file; nothing if there is none.
jdk_version() {
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
}

# Sets java_home.
find_java() {
  for candidate in "${BOREAS_JAVA_HOME:-}" "${JAVA_HOME:-}"; do
    [ -n "$candidate" ] || continue
    version=$(jdk_version "$candidate")
    if [ -n "$version" ] && [ "$version" -ge 21 ]; then java_home=$candidate; return; fi
  done
  best=20
  on_path=$(command -v java 2>/dev/null || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  for candidate in "$on_path" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-/}"/.sdkman/candidates/java/* \
    "${HOME:-/}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$candidate" ] || continue
    version=$(jdk_version "$candidate")
    if [ -n "$version" ] && [ "$version" -gt "$best" ]; then best=$version; java_home=$candidate; fi
  done
  if [ "$best" -eq 20 ]; then
    say "needs a JDK of 21 or newer and found none; install one, or set BOREAS_JAVA_HOME"
    exit 4
  fi
}

# The archive of what a JVM learned of Boreas in "boreas prepare", and the option of that JVM for it: JDKs of 25 or newer keep
# more than classes. Both depend on the JDK to its build, so its name is in that of the file; a JVM ignores an archive of other
# jars, or of another JDK.
set_archive() {
  build=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$java_home/release" | tr -c 'A-Za-z0-9.+\n-' _)
  if [ "$version" -ge 25 ]; then
    archive="$lib/server-$build.aot"
    archive_option=-XX:AOTCache=
    learn_option=-XX:AOTCacheOutput=
    archive_quiet="-Xlog:aot*=off -Xlog:cds*=off"
  else
    archive="$lib/server-$build.jsa"
    archive_option=-XX:SharedArchiveFile=
    learn_option=-XX:ArchiveClassesAtExit=
    archive_quiet="-Xlog:cds*=off"
  fi
}

# Runs a cell for practice, and puts what was learned where the next server finds it.
prepare() {
  if ! [ -w "$lib" ]; then
    say "prepare writes into $lib, and may not: run it as whoever may"
    exit 5
  fi
  fresh="$archive.$$"
  trap 'rm -f "$fresh" "$fresh".*' EXIT
  trap 'exit 130' INT TERM
  begin=$(date +%s)
  # The JVM has something to say too, on both streams.
  # shellcheck disable=SC2086 # options are words
  (
    "$java_home/bin/java" $set_options "$learn_option$fresh" ${BOREAS_JAVA_OPTS:-} -cp "$lib/*" io.boreas.launcher.Boreas "$@" && code=0 || code=$?
    echo "$code" >"$fresh.code"
  ) 2>"$fresh.log" | sed -n '/^boreas: /p' >&2
  read -r code <"$fresh.code"
  if [ "$code" -ne 0 ]; then
    grep -v '^Picked up ' "$fresh.log" >&2 || true # a line of all jars
    exit "$code"
  fi
  if ! [ -s "$fresh" ]; then
    cat "$fresh.log" >&2
    say "the JVM has kept nothing; everything works without, as before"
    exit 4
  fi
  chmod a+r "$fresh"
  mv "$fresh" "$archive"
  say "prepared in $(($(date +%s) - begin)) s: $archive, $(($(wc -c <"$archive") / 1048576)) MiB; masters and agents use it from their next start on"
}

# Becomes the program: run LIB CACHE ARGUMENT..., with its jars in LIB. What makes the next client start faster is kept in
# CACHE; nothing is, if that is empty.
run() {
  lib=$1
  cache=$2
  shift 2
  version=$(jdk_version "$java_home")
  set_options="--enable-native-access=ALL-UNNAMED"
  [ "$version" -lt 24 ] || set_options="$set_options --sun-misc-unsafe-memory-access=allow"
  case "${1:-}" in
    local | master | agent | drill | prepare)
      # Not ExitOnOutOfMemoryError: it ends with 3, by which this program says that its settings cannot be used, and
      # after which nothing starts it again.
      set_options="$set_options -XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash -XX:+UseParallelGC"
      set_archive
      case " $* " in
        *" --help "* | *" -h "*) ;;
        " prepare "*)
          prepare "$@"
          return
          ;;
      esac
      # What a JVM says of an archive that it cannot use would be on stdout.
      if [ -r "$archive" ]; then set_options="$set_options $archive_quiet"; else archive=; fi
      # Most of what a busy master makes is garbage at once. A roomy young generation from the start, a sixteenth of the memory and
      # 1 GiB at most, made a launch a third cheaper than one that grows as it is needed.
      memory_kib=$(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null || true)
      if [ "$1" = master ] && [ -n "$memory_kib" ]; then
        case "${BOREAS_JAVA_OPTS:-}" in
          *-Xm* | *HeapSize* | *NewSize* | *RAMPercentage*) ;; # whoever says how much means it
          *)
            young_mib=$((memory_kib / 16384))
            [ "$young_mib" -le 1024 ] || young_mib=1024
            set_options="$set_options -Xms$((2 * young_mib))m -Xmn${young_mib}m"
            ;;
        esac
      fi
      cache=
      ;;
    *)
      archive=
      # A client lives for a moment: no time to optimise, and classes from an archive that the first run leaves behind.
      set_options="$set_options -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
      if [ -n "$cache" ] && mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ]; then
        set_options="$set_options -XX:+AutoCreateSharedArchive -Xlog:cds=off -Xlog:cds+dynamic=off"
      else
        cache=
      fi
      ;;
  esac
  # shellcheck disable=SC2086 # options are words
  exec "$java_home/bin/java" $set_options ${archive:+"$archive_option$archive"} ${cache:+"-XX:SharedArchiveFile=$cache/client-$version.jsa"} \
    ${BOREAS_JAVA_OPTS:-} \
    -cp "$lib/*" io.boreas.launcher.Boreas "$@"
}
