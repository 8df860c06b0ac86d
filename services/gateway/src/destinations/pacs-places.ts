import { Breaker } from '../domain/breaker.ts';
import { type Place, Places, type PlacesOptions } from '../domain/places.ts';

/** Who may send to a PACS now: as webhooks take turns, and while it is down one at a time to find out. */
export class PacsPlaces {
  readonly #places: Places;
  readonly #breaker = new Breaker();

  constructor(options: PlacesOptions) {
    this.#places = new Places(options);
  }

  enter(id: string): Place {
    const place = this.#places.enter(id);
    if ('comeBackInMs' in place) return place;
    const comeBackInMs = this.#breaker.enter(id);
    if (comeBackInMs !== undefined) {
      place.leave();
      return { comeBackInMs };
    }
    return {
      leave: (verdict) => {
        place.leave();
        this.#breaker.leave(id, verdict?.down);
      },
    };
  }
}
