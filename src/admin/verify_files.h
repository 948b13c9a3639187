/*
 * verify_files.h - every file of a set, read and compared with what the manifest says.
 *
 * The inside of verify.
 */
#ifndef ADMIN_VERIFY_FILES_H
#define ADMIN_VERIFY_FILES_H

#include "admin/verify.h"

/* Several files at a time.  Findings stand in the order of the manifest. */
bool verify_files(Arena *arena, const Set *set, const VerifyRequest *request,
                  VerifyFindings *findings, Error *error);

/* How many threads read, each with another one that unpacks. */
enum { VERIFY_HANDS = 2 };

#endif
