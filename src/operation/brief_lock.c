#include "operation/brief_lock.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "server/transaction.h"

enum {
    ATTEMPTS = 14,
    FIRST_LOCK_MS = 50,
    LONGEST_LOCK_MS = 1500,
    FIRST_PAUSE_MS = 200,
    LONGEST_PAUSE_MS = 5000,
};

static bool may_retry(const Error *error)
{
    return transaction_may_retry(error) || error->outcome == OUTCOME_LOCKED;
}

static int64_t grown(int64_t value, int64_t most)
{
    return value * 3 / 2 < most ? value * 3 / 2 : most;
}

bool brief_lock(const char *what, BriefLockAttempt *attempt, void *context, bool *is_busy,
                Error *error)
{
    int64_t lock_ms = FIRST_LOCK_MS, pause_ms = FIRST_PAUSE_MS;

    *is_busy = false;
    for (int made = 1; !attempt(context, lock_ms, error); made++) {
        if (!may_retry(error))
            return false;
        log_debug("%s, attempt %d of %d: %s", what, made, ATTEMPTS, error->message);
        *is_busy = made == ATTEMPTS || interrupt_requested();
        if (*is_busy)
            return true;
        clock_sleep_ms(clock_jitter_ms(pause_ms));
        lock_ms = grown(lock_ms, LONGEST_LOCK_MS);
        pause_ms = grown(pause_ms, LONGEST_PAUSE_MS);
    }
    return true;
}
