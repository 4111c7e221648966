// An error may not leave a parallel region: it is kept there and thrown behind it.
#pragma once

#include <exception>
#include <mutex>

namespace hearth {

class FirstError {
public:
    //! Runs work; keeps the first error of any thread.
    template <class Work>
    void guard(Work&& work)
    {
        try {
            work();
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
        }
    }
    void rethrow() const
    {
        if (error_) std::rethrow_exception(error_);
    }

private:
    std::mutex mutex_;
    std::exception_ptr error_;
};

} // namespace hearth
