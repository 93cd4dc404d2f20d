import { describe, expect, it } from 'vitest';
import { aroundSelection, pan, within, zoomAround } from '../../state/timeline/timeline-window';
import { bucketsBetween, edgeFrom, moveEnd, nearestEdge, timeToX, xToTime } from './brush';

const EDGES = [0, 100, 200, 300, 400];

describe('the brush', () => {
  it('selects every bucket that was dragged over, in either direction', () => {
    expect(bucketsBetween(EDGES, 120, 260)).toEqual({ from: 100, to: 300 });
    expect(bucketsBetween(EDGES, 260, 120)).toEqual({ from: 100, to: 300 });
    expect(bucketsBetween(EDGES, 100, 199)).toEqual({ from: 100, to: 200 });
    expect(bucketsBetween(EDGES, -500, 900)).toEqual({ from: 0, to: 400 });
    expect(bucketsBetween(EDGES, 900, 950)).toEqual({ from: 300, to: 400 });
    expect(bucketsBetween([], 0, 1)).toBeUndefined();
  });

  it('moves an end to an edge and never past the other', () => {
    expect(moveEnd({ from: 100, to: 300 }, 'from', 200, EDGES)).toEqual({ from: 200, to: 300 });
    expect(moveEnd({ from: 100, to: 300 }, 'from', 400, EDGES)).toEqual({ from: 200, to: 300 });
    expect(moveEnd({ from: 100, to: 300 }, 'to', 0, EDGES)).toEqual({ from: 100, to: 200 });
    // A typed range need not end at an edge.
    expect(moveEnd({ from: 150, to: 310 }, 'from', 400, EDGES)).toEqual({ from: 300, to: 310 });
  });

  it('steps from edge to edge and stops at the ends', () => {
    expect(edgeFrom(EDGES, 100, 1)).toBe(200);
    expect(edgeFrom(EDGES, 100, -3)).toBe(0);
    expect(edgeFrom(EDGES, 390, 10)).toBe(400);
    expect(edgeFrom(EDGES, 140, 1)).toBe(200);
    expect(nearestEdge(EDGES, 260)).toBe(300);
    expect(nearestEdge(EDGES, 999)).toBe(400);
  });

  it('turns pixels into times and back', () => {
    const across = { from: 1000, to: 3000, left: 44, width: 500 };
    for (const x of [44, 45, 300, 544]) expect(timeToX(across, xToTime(across, x))).toBeCloseTo(x, 6);
    expect(xToTime(across, 44)).toBe(1000);
    expect(xToTime(across, 544)).toBe(3000);
  });
});

describe('what is shown', () => {
  const all = { from: 0, to: 10_000 };

  it('zooms around an instant, which stays in its place', () => {
    const zoomed = zoomAround({ from: 2000, to: 6000 }, 3000, 0.5, all);
    expect(zoomed).toEqual({ from: 2500, to: 4500 });
    expect(zoomAround({ from: 2500, to: 4500 }, 3000, 2, all)).toEqual({ from: 2000, to: 6000 });
  });

  it('is the whole case once it is as wide, never beyond it, and never too close', () => {
    expect(zoomAround({ from: 1000, to: 9000 }, 5000, 2, all)).toBeUndefined();
    expect(zoomAround({ from: 0, to: 100 }, 10, 2, all)).toEqual({ from: 0, to: 200 });
    const closest = zoomAround({ from: 100, to: 140 }, 120, 0.01, all);
    expect((closest?.to ?? 0) - (closest?.from ?? 0)).toBe(30);
    expect(pan({ from: 9000, to: 9800 }, 5000, all)).toEqual({ from: 9200, to: 10_000 });
    expect(within({ from: -500, to: 500 }, all)).toEqual({ from: 0, to: 1000 });
  });

  it('leaves room beside a selection, so that its ends can be taken', () => {
    expect(aroundSelection({ from: 4000, to: 6000 }, all)).toEqual({ from: 3920, to: 6080 });
    expect(aroundSelection({ from: 0, to: 10_000 }, all)).toBeUndefined();
  });
});
