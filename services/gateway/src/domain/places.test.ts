import { describe, expect, it } from 'vitest';
import { type Place, Places } from './places.ts';

const entered = (place: Place): (() => void) => {
  if ('leave' in place) return place.leave;
  throw new Error(`sent away for ${place.comeBackInMs} ms`);
};

/** Makes an endpoint one that answered after 20 seconds. */
function slowDown(places: Places, id: string): void {
  entered(places.enter(id, Date.now() - 20_000))();
}

describe('places', () => {
  it('of one endpoint are few, and leave the others theirs', () => {
    const places = new Places({ perEndpoint: 2, total: 8 });
    for (let i = 0; i < 2; i++) entered(places.enter('hanging'));
    expect(places.enter('hanging')).toHaveProperty('comeBackInMs');
    entered(places.enter('healthy'));
  });

  it('are two for one that has not answered yet, and more with each quick answer', () => {
    const places = new Places({ perEndpoint: 8, total: 100 });
    const inside = () => {
      const taken: (() => void)[] = [];
      for (let place = places.enter('new'); 'leave' in place; place = places.enter('new')) taken.push(place.leave);
      return taken;
    };
    const first = inside();
    expect(first).toHaveLength(2);
    first[0]?.();
    first[1]?.();
    const second = inside();
    expect(second).toHaveLength(8);
    for (const leave of second) leave();
  });

  it('are one for an endpoint that answers slowly, until it is quick again', () => {
    const places = new Places({ perEndpoint: 8, total: 8 });
    slowDown(places, 'slow');
    const leave = entered(places.enter('slow'));
    expect(places.enter('slow')).toHaveProperty('comeBackInMs');
    leave();
    const both = [entered(places.enter('slow')), entered(places.enter('slow'))];
    for (const one of both) one();
  });

  it('of all slow endpoints together are at most half', () => {
    const places = new Places({ perEndpoint: 8, total: 8 });
    for (let i = 0; i < 20; i++) slowDown(places, `slow ${i}`);
    const inside = Array.from({ length: 20 }, (_, i) => places.enter(`slow ${i}`)).filter((place) => 'leave' in place);
    expect(inside).toHaveLength(4);
    entered(places.enter('healthy'));
  });

  it('let those that a hanging endpoint cannot take come back ever more rarely', () => {
    const places = new Places({ perEndpoint: 8, total: 100 });
    const began = Date.now();
    for (let i = 0; i < 2; i++) entered(places.enter('hanging', began));
    // Thirty deliveries that come, are sent away, and come back, over twenty seconds.
    let visits = 0;
    const returns = Array<number>(30).fill(began);
    for (;;) {
      const next = returns.indexOf(Math.min(...returns));
      const at = returns[next] as number;
      if (at > began + 20_000) break;
      const place = places.enter('hanging', at);
      if ('comeBackInMs' in place) returns[next] = at + place.comeBackInMs;
      visits++;
    }
    expect(visits).toBeLessThan(200);
  });

  it('send away to different moments', () => {
    const places = new Places({ perEndpoint: 1, total: 8 });
    const now = Date.now();
    entered(places.enter('one', now));
    const waits = Array.from({ length: 100 }, () => {
      const place = places.enter('one', now);
      return 'comeBackInMs' in place ? place.comeBackInMs : 0;
    });
    expect(Math.max(...waits)).toBeGreaterThan(50 * 50);
    expect(Math.min(...waits)).toBeGreaterThan(0);
  });
});
