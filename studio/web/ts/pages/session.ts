// The session's page: its stems are heard together, alone or without one, and a
// finding's place is played round.
import '../strip';
