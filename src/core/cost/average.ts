import { counted, figure, toThousandths } from './figures.ts';
import { type Step, stepOf, type TimeLine, type WorkLine } from './lines.ts';

/** A request of many: its own cost, and its share of opening the connection that it uses together with others. */
export function averageOf(
  title: string,
  { full, resumed, request }: { readonly full: Step; readonly resumed: Step; readonly request: Step },
  share: number,
  requests: number,
): Step {
  const mean = (whole: number, again: number): number =>
    toThousandths(((1 - share) * whole + share * again) / requests);
  const how = (whole: number, again: number, unit: string): string =>
    whole === again
      ? `${figure(whole)} ${unit} ÷ ${counted(requests, 'request')}`
      : `(${figure(100 * (1 - share))} % × ${figure(whole)} ${unit} full + ${figure(100 * share)} % × ${figure(again)} ${unit} resumed) ÷ ${counted(requests, 'request')}`;
  const time: TimeLine[] = [...request.time];
  for (const part of ['connection', 'encryption'] as const) {
    const [whole, again] = [full, resumed].map((step) => {
      const lines = step.time.filter((line) => line.part === part);
      return stepOf(lines, []);
    });
    if (!whole || !again || whole.time.length === 0) continue;
    time.push({
      what: `${title}: its share of ${part === 'connection' ? 'opening the connection' : 'the handshakes'}`,
      how: how(whole.milliseconds, again.milliseconds, 'ms'),
      value: mean(whole.milliseconds, again.milliseconds),
      unit: 'ms',
      part,
      roundTrips: mean(whole.roundTrips, again.roundTrips),
    });
  }
  const work: WorkLine[] = [...request.work];
  for (const [i, whole] of full.work.entries()) {
    const again = resumed.work[i];
    if (!again) continue;
    work.push({
      place: whole.place,
      what: `${title}: its share of the handshakes`,
      how: how(whole.value, again.value, 'µs'),
      value: mean(whole.value, again.value),
      unit: 'µs',
    });
  }
  return stepOf(time, work);
}
