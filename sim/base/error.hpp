// Errors: the user's fault (InputError, exit 2), the machine's (IoError, exit 74), ours (exit 70).
#pragma once

#include <stdexcept>
#include <string>

namespace hearth {

//! The user's input is wrong. The text says place, value and rule; nothing has been written.
struct InputError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

//! The machine failed: disk full, no permission.
struct IoError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace hearth
