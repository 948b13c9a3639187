/*
 * verify_references.h - whether what refers to another table of the set finds a row there.
 *
 * The inside of verify.  By the foreign keys that the database had; both sides are sorted, so the
 * memory is flat whatever the tables hold.
 */
#ifndef ADMIN_VERIFY_REFERENCES_H
#define ADMIN_VERIFY_REFERENCES_H

#include "admin/verify.h"

/* The folder scratch is for what does not fit into memory. */
bool verify_references(Arena *arena, const char *scratch, const Set *set,
                       const VerifyRequest *request, VerifyFindings *findings, Error *error);

#endif
