/* Commands to the running service of this machine, over the admin socket in its data directory. */
#ifndef COORDINATOR_LOCAL_COMMAND_H
#define COORDINATOR_LOCAL_COMMAND_H

/* token create --data DIR ID ROLE [--agent A] [--organisation O]... [--expires TIME] [--secret-file FILE]
 * token list --data DIR
 * token revoke --data DIR ID
 * Exit status: 0 done, 1 refused, 2 usage, 3 the service does not answer. */
int token_command(int argc, char **argv);

/* clock --data DIR [--speed N]: says the exercise's clock, or makes it run N times as fast as real time. */
int clock_command(int argc, char **argv);
int telephony_command(int argc, char **argv);

#endif
