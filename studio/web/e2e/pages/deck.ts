// A page with nothing but a deck. ?reels=a,b;c puts a and b on one reel and c
// on another; ?rate= is the deck's rate where it is not that of the first.

import { Deck } from '../../ts/deck';
import { trackOf } from '../../ts/shelf';

declare global {
  interface Window {
    deck: Deck;
    states: string[];
    lost: string[];
  }
}

const asked = new URLSearchParams(location.search);
const manifest = async (id: string) => trackOf(await (await fetch(`/made/${id}/manifest`)).json());
const reels = await Promise.all((asked.get('reels') ?? '').split(';').map((ids) => Promise.all(ids.split(',').map(manifest))));
const rate = Number(asked.get('rate')) || undefined;
const deck = new Deck(reels, rate);
window.deck = deck;
window.states = [];
window.lost = [];
deck.addEventListener('state', () => window.states.push(deck.state));
deck.addEventListener('lost', (e) => window.lost.push((e as CustomEvent<Error>).detail.message));
document.querySelector('#play')!.addEventListener('click', () => deck.play());
document.querySelector('#pause')!.addEventListener('click', () => deck.pause());
document.body.dataset.ready = 'yes';
