// The language of all texts: --lang, else HEARTH_LANG, else the system's.
#pragma once

#include "hearth/commands.hpp"

namespace hearth {

//! Takes `--lang en|zh` out of the arguments, wherever it stands, and sets the language. UsageError for another one.
void choose_language(Arguments& arguments);

} // namespace hearth
