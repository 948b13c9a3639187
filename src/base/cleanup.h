/*
 * cleanup.h - give a resource back on every way out of a scope.
 *
 *     Server *server CLEANUP(server_close) = NULL;
 *
 * A release function takes the address of the handle, accepts NULL and leaves
 * NULL, so an early call by hand does no harm.
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#define CLEANUP(release) __attribute__((cleanup(release)))

#endif
