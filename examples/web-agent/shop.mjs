/** A small invented shop, and a browser that knows just enough to shop there. */

const layout = (title, main) => `<!doctype html>
<html lang="en"><head><title>${title} – Moss & Pole</title></head><body>
<header><a id="home" href="/">Moss & Pole</a> <input id="search" placeholder="Search the shop"> <a id="cart" href="/cart">Cart</a></header>
<main>${main}</main>
<footer><a id="returns" href="/returns">Returns</a> Moss & Pole sells what we carry ourselves. Orders before noon leave the same day.</footer>
</body></html>`;

const tents = [
  {
    id: 'wren',
    name: 'Wren 1',
    price: 219,
    grams: 980,
    text: 'One person, one pole, one minute to pitch. The inner tent hangs from the outer, so it stays dry in rain.',
  },
  {
    id: 'heron',
    name: 'Heron 2',
    price: 349,
    grams: 1480,
    text: 'Two people and their boots. Two doors, two porches, and a ridge high enough to sit up under.',
  },
  {
    id: 'plover',
    name: 'Plover 2',
    price: 289,
    grams: 1940,
    text: 'Two people, three seasons. Heavier cloth than the Heron, and it forgives a stony pitch.',
  },
  {
    id: 'crane',
    name: 'Crane 4',
    price: 529,
    grams: 3600,
    text: 'Four people, or two and a rainy week. Stands without a single peg.',
  },
];

const listing = found =>
  found
    .map(
      ({ id, name, price, grams, text }) =>
        `<article><h2><a id="${id}" href="/tents/${id}">${name}</a></h2><p>${text}</p><p>${grams} g, € ${price}</p></article>`,
    )
    .join('\n');

const pages = {
  '/': () =>
    layout(
      'Outdoors, carried',
      '<h1>Carry less, see more</h1><p>Tents, stoves and sacks for people who walk. Search for what you need.</p>',
    ),
  '/search': () => layout('Search', `<h1>Tents</h1>${listing(tents)}`),
  '/returns': () =>
    layout(
      'Returns',
      '<h1>Returns</h1><p>Send back within sixty days what you have not slept in. We pay the postage.</p>',
    ),
  ...Object.fromEntries(
    tents.map(tent => [
      `/tents/${tent.id}`,
      () =>
        layout(
          tent.name,
          `${listing([tent])}<p>Repairs are free for ten years. The poles are aluminium, the cloth is recycled.</p><button id="add">Add to cart</button>`,
        ),
    ]),
  ),
};

export class Browser {
  path = '/';
  cart = [];

  get html() {
    const lines = this.cart.map(id => `<li>${tents.find(tent => tent.id === id).name}</li>`).join('');
    return this.path === '/cart' ? layout('Cart', `<h1>Cart</h1><ul>${lines}</ul>`) : pages[this.path]();
  }

  /** The page in pieces small enough to embed one by one. */
  get chunks() {
    return this.html.split('\n').flatMap(line => line.split(/(?=<(?:h1|article|p|button|footer)\b)/));
  }

  actions = {
    click: ({ id }) => {
      if (id === 'add' && this.html.includes('id="add"')) {
        this.cart.push(this.path.split('/').at(-1));
        this.path = '/cart';
        return 'Added. You are looking at the cart.';
      }
      const links = new Map(
        [...this.html.matchAll(/id="([^"]+)" href="([^"]+)"/g)].map(([, ...link]) => link),
      );
      if (!links.has(id)) return `There is nothing to click with the id ${id}.`;
      this.path = links.get(id);
      return `You are at ${this.path}.`;
    },
    type: ({ id, text }) => {
      if (id !== 'search') return `There is no field ${id}.`;
      this.path = '/search';
      return `${tents.length} results for "${text}".`;
    },
    scroll: ({ direction }) => `Scrolled ${direction}. The page ends here.`,
  };
}
