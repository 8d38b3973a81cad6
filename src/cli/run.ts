import { parseCommand } from './arguments.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { diagramCommand } from './diagram.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainCommand } from './explain.ts';
import { exportCommand } from './export.ts';
import { helpText } from './help.ts';
import { improveCommand } from './improve.ts';
import { forTerminal, type Io } from './io.ts';
import { labCommand } from './lab.ts';
import { verifyCommand } from './verify.ts';

/** Runs one command; the result is the exit code. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  const parsed = parseCommand(args);
  if (!parsed.ok) {
    io.err(forTerminal(`plainsight: ${parsed.message}`));
    io.err('plainsight help shows how it is used.');
    return exitCodes.usage;
  }
  try {
    switch (parsed.command.name) {
      case 'help':
        io.out(helpText);
        return exitCodes.done;
      case 'check':
        return await checkCommand(parsed.command, io);
      case 'compare':
        return await compareCommand(parsed.command, io);
      case 'explain':
        return await explainCommand(parsed.command, io);
      case 'improve':
        return await improveCommand(parsed.command, io);
      case 'export':
        return await exportCommand(parsed.command, io);
      case 'lab':
        return await labCommand(parsed.command, io);
      case 'diagram':
        return await diagramCommand(parsed.command, io);
      case 'verify':
        return await verifyCommand(parsed.command, io);
    }
  } catch (error) {
    // Whatever an input can do wrong is a refusal above: what arrives here is ours.
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.err(forTerminal(`plainsight: this is a fault of Plainsight, not of your file. Please report it.\n${said}`));
    return exitCodes.fault;
  }
}
