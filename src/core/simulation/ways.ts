import type { Flow } from '../model/schema.ts';
import type { Table } from '../model/table.ts';

/** The way of one flow. */
export interface Course {
  readonly flow: Flow;
  /** By index in the run's legs. */
  readonly legs: readonly number[];
  readonly works: boolean;
}

/**
 * The legs of all courses in one row, so that they are gone through without following a reference for each. A course has
 * a place for each hop of its flow, however few legs it takes, so that another way of the same flow fits in its place.
 */
export interface Ways {
  /** Where each course begins; one more at the end. */
  readonly starts: Int32Array;
  /** How many legs each course has. */
  readonly counts: Int32Array;
  readonly legs: Int32Array;
  readonly works: Uint8Array;
}

export function layOut(courses: readonly Course[]): Ways {
  const starts = new Int32Array(courses.length + 1);
  for (let i = 0; i < courses.length; i++) starts[i + 1] = (starts[i] ?? 0) + (courses[i]?.flow.path.length ?? 0);
  const ways: Ways = {
    starts,
    counts: new Int32Array(courses.length),
    legs: new Int32Array(starts[courses.length] ?? 0),
    works: new Uint8Array(courses.length),
  };
  for (const [i, course] of courses.entries()) putCourse(ways, i, course);
  return ways;
}

export function putCourse({ starts, counts, legs, works }: Ways, at: number, course: Course): void {
  const start = starts[at] ?? 0;
  for (let i = 0; i < course.legs.length; i++) legs[start + i] = course.legs[i] ?? 0;
  counts[at] = course.legs.length;
  works[at] = course.works ? 1 : 0;
}

/** The courses that go over a leg which is marked, or that found no leg at all. */
export function coursesOver({ starts, counts, legs }: Ways, marked: Uint8Array): number[] {
  const found: number[] = [];
  for (let course = 0; course < counts.length; course++) {
    const begin = starts[course] ?? 0;
    const end = begin + (counts[course] ?? 0);
    let over = begin === end;
    for (let i = begin; i < end && !over; i++) over = marked[legs[i] ?? 0] === 1;
    if (over) found.push(course);
  }
  return found;
}

export function legsIn({ counts }: Ways): number {
  let sum = 0;
  for (let course = 0; course < counts.length; course++) sum += counts[course] ?? 0;
  return sum;
}

/** The courses as a table, in the order of the flows. */
export const coursesById = (courses: readonly Course[]): Table<Course> =>
  new Map(courses.map((course) => [course.flow.id, course]));
