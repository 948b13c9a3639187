/*
 * secret_columns.h - what must not be shown, and what a backup must be guarded for.
 *
 * Sources: LiteLLM's code where it encrypts, 1.80 to 2026-09. Columns of jsonb may hold secrets
 * in some of their values only.
 */
#ifndef LITELLM_SECRET_COLUMNS_H
#define LITELLM_SECRET_COLUMNS_H

typedef enum {
    SECRET_ENCRYPTED, /* by LITELLM_SALT_KEY (or the master key): worthless without it */
    SECRET_CLEAR,     /* readable, or only encoded: whoever reads it can use it */
    SECRET_LOGIN,     /* a hash or an id that lets somebody in, in some version */
    SECRET_HASH,      /* of a random key: cannot be turned back, but names the key */
    SECRET_PERSONAL,  /* about a person, or what a person wrote */
} SecretForm;

typedef struct {
    const char *table;
    const char *column;
    SecretForm form;
    const char *what; /* for people: "passwords of MCP servers" */
} SecretColumn;

/* By table; the last one has no table. */
extern const SecretColumn SECRET_COLUMNS[];

/* NULL when nothing is known against showing it. */
const SecretColumn *secret_column(const char *table, const char *column);

#endif
