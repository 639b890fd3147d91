import '../../ts/deck-stems';
