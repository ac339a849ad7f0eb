"""The order of a month, once. Both engines follow it; each step reads the state the steps before it left.

1. causes   what acts this month: events on capacity, routes, the cost of cooperating, the council's office
2. supply   regions make and ship chips, firms order, scarce chips are rationed, firms use and store
3. produce  firms run as far as chips and suppliers let them; cooperation lifts their output
4. choose   moods move; every state weighs the partner and moves its effort, in every domain at once
5. see      every state sees the partner's last position and learns from it: trust, memory of breaches
6. agree    each side finds its position in every domain: by vote, or by the mean
7. build    joint effort builds interoperability; a council that meets turns it into commitments
8. change   what moves slowly moves: ties to others, fears, images, terms, plants, norms, the world around
9. record   the month's series are written down

Steps 4 and 5 decide from the old state (effort, trust and positions of last month), so the order in which
actors do is no matter.
"""

MONTH = ("causes", "supply", "produce", "choose", "see", "agree", "build", "change", "record")
