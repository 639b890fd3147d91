import { hearMoves } from '../excerpt';

hearMoves();
