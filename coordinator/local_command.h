/* Commands to the running service of this machine, over the admin socket in its data directory. */
#ifndef COORDINATOR_LOCAL_COMMAND_H
#define COORDINATOR_LOCAL_COMMAND_H

/* token create --data DIR ID ROLE [--agent A] [--organisation O]... [--expires TIME]
 * token list --data DIR
 * token revoke --data DIR ID
 * Exit status: 0 done, 1 refused, 2 usage, 3 the service does not answer. */
int token_command(int argc, char **argv);

#endif
