/* `coordinator playbook lint FILE|FOLDER...`, `show FILE`: playbook files, without a service. */
#ifndef COORDINATOR_PLAYBOOK_COMMAND_H
#define COORDINATOR_PLAYBOOK_COMMAND_H

int playbook_command(int argc, char **argv);

#endif
