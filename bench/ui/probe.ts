/** What a page under measurement offers the benchmark, whatever draws in it. */
export interface Page {
  /** Whether everything is drawn, the first time. */
  readonly ready: () => boolean;
  /** Brings the whole drawing into view. */
  readonly fit: () => void;
  /** Changes one link and what follows from it; what is seen of it is another text afterwards. */
  readonly edit: () => void;
  readonly seen: () => string;
}

/** Intervals between frames, in milliseconds. */
export interface Frames {
  readonly fps: number;
  readonly p95: number;
  readonly worst: number;
  /** Milliseconds in tasks of 50 and more. */
  readonly long: number;
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** When the next frame has been painted: right after it, in a task of its own. */
const painted = (): Promise<number> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    requestAnimationFrame(() => port2.postMessage(null));
  });

function found(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector} on the page`);
  return element;
}

const place = (): string => found('.react-flow__viewport').style.transform;
const scale = (): number => Number(/scale\(([^)]+)\)/.exec(place())?.[1]);

function middle() {
  const { x, y, width, height } = found('.react-flow').getBoundingClientRect();
  return { clientX: x + width / 2, clientY: y + height / 2 };
}

/** One turn of the wheel over the middle, as a browser would tell of it. */
const turn = (by: { deltaX?: number; deltaY?: number; ctrlKey?: boolean }): boolean =>
  found('.react-flow__pane').dispatchEvent(
    new WheelEvent('wheel', { bubbles: true, cancelable: true, view: window, ...middle(), ...by }),
  );

/** React Flow turns a delta into a power of two by this factor (its `wheelDelta`). */
const zoomBy = (factor: number) => turn({ ctrlKey: true, deltaY: -Math.log2(factor) / 0.002 });

const fewest = 8;

async function during(milliseconds: number, act: (number: number) => void): Promise<Frames> {
  let long = 0;
  const watch = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) long += duration;
  });
  watch.observe({ type: 'longtask' });
  const intervals: number[] = [];
  let last = await frame();
  const end = last + milliseconds;
  // However slow the page, some frames must have been seen.
  for (let number = 0; last < end || number < fewest; number++) {
    act(number);
    const now = await frame();
    intervals.push(now - last);
    last = now;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
  watch.disconnect();
  const taken = intervals.reduce((sum, each) => sum + each, 0);
  intervals.sort((a, b) => a - b);
  return {
    fps: (intervals.length / taken) * 1000,
    p95: intervals[Math.floor(intervals.length * 0.95)] ?? 0,
    worst: intervals.at(-1) ?? 0,
    long,
  };
}

/** Waits until nothing is left to do: a second in which frames come at their pace. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 700));

function mustChange(what: string, before: string, after: string): void {
  if (before === after) throw new Error(`${what} changed nothing: the number would mean nothing`);
}

export function measure(page: Page) {
  const time = 1000;
  const pan = async () => {
    const before = place();
    // To and fro, so that the drawing stays in view.
    let furthest = before;
    const frames = await during(time, (number) => {
      turn({ deltaX: number % 40 < 20 ? 8 : -8, deltaY: number % 60 < 30 ? 5 : -5 });
      if (number > 0 && place() !== before) furthest = place();
    });
    mustChange('panning', before, furthest);
    return frames;
  };
  const edit = async () => {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await frame();
      const before = page.seen();
      const begun = performance.now();
      page.edit();
      times.push((await painted()) - begun);
      mustChange('the edit', before, page.seen());
    }
    times.sort((a, b) => a - b);
    return times[times.length >> 1] ?? 0;
  };
  return {
    async ready(): Promise<number> {
      while (!page.ready()) await frame();
      return painted();
    },
    async whole(): Promise<void> {
      page.fit();
      await settle();
    },
    async close(): Promise<void> {
      zoomBy(1 / scale());
      await settle();
    },
    pan,
    async zoom(): Promise<Frames> {
      const before = place();
      let furthest = before;
      const frames = await during(time * 1.5, (number) => {
        zoomBy(number % 60 < 30 ? 1.08 : 1 / 1.08);
        if (number > 0 && place() !== before) furthest = place();
      });
      mustChange('zooming', before, furthest);
      return frames;
    },
    async drag(): Promise<Frames> {
      const point = middle();
      const nodes = [...document.querySelectorAll<HTMLElement>('.react-flow__node[data-id^="n"]')];
      const away = (element: HTMLElement) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return Math.hypot(x + width / 2 - point.clientX, y + height / 2 - point.clientY);
      };
      const [node] = nodes.sort((a, b) => away(a) - away(b));
      if (!node) throw new Error('no node to drag');
      const box = node.getBoundingClientRect();
      const start = { clientX: box.x + box.width / 2, clientY: box.y + 20 };
      const mouse = (type: string, at: { clientX: number; clientY: number }, target: EventTarget) =>
        target.dispatchEvent(
          new MouseEvent(type, { bubbles: true, cancelable: true, view: window, button: 0, buttons: 1, ...at }),
        );
      const before = node.style.transform;
      let furthest = before;
      mouse('mousedown', start, node.firstElementChild ?? node);
      const frames = await during(time, (number) => {
        const away = number % 40 < 20 ? number % 20 : 20 - (number % 20);
        mouse('mousemove', { clientX: start.clientX + away * 6, clientY: start.clientY + away * 4 }, window);
        if (number % 10 === 5) page.edit();
        if (number > 0 && node.style.transform !== before) furthest = node.style.transform;
      });
      mouse('mouseup', start, window);
      mustChange('dragging', before, furthest);
      return frames;
    },
    edit,
  };
}
