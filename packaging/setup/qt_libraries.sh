#!/usr/bin/env bash
# Checks that Qt can start with the Python given as $1. If system libraries or all fonts are missing, installs them on
# Debian and Ubuntu where that needs no password; otherwise prints the one command to type.
set -euo pipefail
python=$1
packages="libegl1 libgl1 libopengl0 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libxkbcommon0
libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0
libxcb-shape0 libxcb-xkb1 libx11-xcb1 fonts-dejavu-core"
packages=$(echo $packages)

works() {
    QT_QPA_PLATFORM=offscreen "$python" - 2>&1 <<'PROBE' || return 1
import sys
from PySide6 import QtGui, QtWidgets

app = QtWidgets.QApplication([])
if sys.platform == "linux" and not QtGui.QFontDatabase.families():
    sys.exit("no fonts are installed")
PROBE
    # A window on X11 needs more than an offscreen one: look at what its plugin links to.
    [ "$(uname)" = Linux ] && [ -n "${DISPLAY:-}" ] || return 0
    local plugin
    plugin=$("$python" -c 'import pathlib, PySide6; print(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so")')
    ! ldd "$plugin" | grep "not found"
}

if problem=$(works); then
    exit 0
fi
problem=$(echo "$problem" | tail -n 1)

if ! command -v apt-get >/dev/null; then
    echo "Qt cannot start ($problem). Install Qt 6's system libraries and a font, on Fedora for example with:" >&2
    echo "  sudo dnf install mesa-libEGL mesa-libGL libxkbcommon-x11 xcb-util-cursor xcb-util-wm fontconfig dejavu-sans-fonts" >&2
    exit 1
fi

if [ "$(id -u)" = 0 ]; then
    as_root="env"
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n env"
else
    echo "Qt cannot start ($problem). Type this, then start again:" >&2
    echo "  sudo apt-get install $packages" >&2
    exit 1
fi
echo "Installing Qt's system libraries ($problem)."
$as_root apt-get -qq update
$as_root DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $packages >/dev/null
if ! problem=$(works); then
    echo "Qt still cannot start: $(echo "$problem" | tail -n 1)" >&2
    exit 1
fi
