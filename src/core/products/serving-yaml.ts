import { headerLines } from '../config/comment.ts';
import { printYaml, type YamlMap } from '../config/yaml.ts';
import type { Exporter } from '../plan/exporter.ts';
import type { Notice, Plan, PlannedListener } from '../plan/plan.ts';
import { unwritten } from '../plan/unwritten.ts';
import { onePort, remarks } from './serving.ts';

/** A server with one port for everything, whose settings are a YAML file. */
interface YamlServer {
  readonly file: string;
  /** What whoever is on the wire reads where it speaks plaintext. */
  readonly read: string;
  readonly settings: (listener: PlannedListener, plan: Plan) => YamlMap;
  /** What keeps it off the network where it has no listener. */
  readonly deaf: YamlMap;
  readonly notices: (plan: Plan, listener: PlannedListener | undefined) => readonly Notice[];
}

export const yamlServer =
  ({ file, read, settings, deaf, notices: noticesFor }: YamlServer): Exporter =>
  (plan) => {
    const { listener, notices: lost } = onePort(plan);
    const notices = [...plan.notices, ...unwritten(plan), ...lost, ...noticesFor(plan, listener)];
    const header = [...headerLines(plan, notices), ...remarks(listener, read)];
    const text = printYaml(header, [listener ? settings(listener, plan) : deaf]);
    return { files: [{ path: `${plan.node.id}/${file}`, text, language: 'yaml' }], notices };
  };
