import { comparePage } from '../compare';

void comparePage();
