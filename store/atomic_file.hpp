// Files appear under their final name only when whole: written beside it, synced, renamed.
#pragma once

#include <functional>
#include <string>

namespace hearth::store {

//! Calls `write` with a temporary name in the same folder, syncs what it wrote and renames it to
//! `path`. On any failure the temporary file is removed, `path` is left as it was and IoError is
//! thrown.
void write_atomically(const std::string& path, const std::function<void(const std::string&)>& write);

//! The same for a text.
void write_text(const std::string& path, const std::string& text);

} // namespace hearth::store
